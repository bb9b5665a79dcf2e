"""Tables, targets, the gate of CI and the generated part of a page."""
