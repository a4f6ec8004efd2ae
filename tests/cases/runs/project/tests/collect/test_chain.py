try:
    {}["a"]
except KeyError as error:
    raise RuntimeError("no configuration") from error  #! test_chain.py
