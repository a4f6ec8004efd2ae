from app import engine

engine.Engine(3).compute(2)
