"""What operators and leaders see: metrics, health, a group at a glance, and the small server that shows them."""
