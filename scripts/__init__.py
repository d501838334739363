"""Tools of the developers: what makes fonts and pictures."""
