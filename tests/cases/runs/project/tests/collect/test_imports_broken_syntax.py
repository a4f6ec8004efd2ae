import app.broken_syntax
