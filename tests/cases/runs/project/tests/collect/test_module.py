import os
import no_such_module_at_all  #! test_module.py
