from app.engine import nothing_like_this  #! test_imports_broken_import.py
