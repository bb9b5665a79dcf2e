"""An operator's shell: `python -m ops COMMAND`. It may import everything; nothing imports it."""
