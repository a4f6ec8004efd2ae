import unittest


def half(x):
    return x / 0  #! TestUnits.test_error TestSetUp.test_never


class TestUnits(unittest.TestCase):
    def test_equal(self):
        self.assertEqual({"a": 1, "b": [1, 2]}, {"a": 1, "b": [1, 3]})  #! TestUnits.test_equal

    def test_error(self):
        """Says what it does

        and why.
        """
        half(1)

    def test_message(self):
        self.assertTrue(False, "custom: words\nof two lines")  #! TestUnits.test_message

    def test_chain(self):
        try:
            self.fail("first")
        except AssertionError as error:
            raise KeyError("second") from error  #! TestUnits.test_chain

    def test_subtests(self):
        for i in range(4):
            with self.subTest("sub", i=i):
                self.assertEqual(i % 2, 0)  #! TestUnits.test_subtests

    def test_output(self):
        print("======================================================================")
        print("FAIL: not a failure (x.Y.not_a_failure)")
        print("Traceback (most recent call last):")
        raise LookupError("said a lot")  #! TestUnits.test_output

    @unittest.expectedFailure
    def test_expected(self):
        self.assertEqual(1, 2)

    @unittest.expectedFailure
    def test_unexpected(self):
        pass

    @unittest.skip("not today")
    def test_skipped(self):
        pass

    def test_passes(self):
        pass


class TestSetUp(unittest.TestCase):
    def setUp(self):
        half(2)

    def test_never(self):
        pass


class TestTearDown(unittest.TestCase):
    def tearDown(self):
        raise OSError("left open")  #! TestTearDown.test_leaves

    def test_leaves(self):
        pass


class TestClean(unittest.TestCase):
    def test_clean(self):
        self.addCleanup(self.fail, "not clean")
        self.assertIn("a", "bcd")


class TestClassSetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise ConnectionError("no server")  #! TestClassSetUp.test_one

    def test_one(self):
        pass
