"""`make bench-accuracy-plot`: announced and experienced waits as a picture."""
