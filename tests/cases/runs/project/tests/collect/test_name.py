from app import engine

VALUE = engine.Engine(2)
OTHER = undefined_name  #! test_name.py
