from app import engine

VALUE = engine.scale("abc", 0)
