"""Charts as the coordinates of SVG shapes. Pure. A gap in the history is a gap in the line."""
