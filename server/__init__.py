"""The same app on a plain server, without Lambda: the phone behind gunicorn, the clock, and a table in SQLite."""
