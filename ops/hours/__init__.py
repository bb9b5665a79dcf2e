"""Opening hours, as an operator looks at them and plans them."""
