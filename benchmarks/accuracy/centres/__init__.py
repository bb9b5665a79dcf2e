"""The contact centres that are played, and what TaskRouter serves of them."""
