"""The operator's commands: `python -m ops COMMAND`. They may import every room; nothing deployed imports them."""
