"""What every room may use: replies, members, errors, time, tasks. Pure, but for the clock."""
