import no_such_module_at_all  #! suite.test_broken
