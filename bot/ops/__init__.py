"""What an operator sees: metrics, health, and the small server that shows them."""
