from django.test import Client, SimpleTestCase, TestCase, override_settings
from django.urls import path


def broken(request):
    return {}["no such key"]  #! TestViews.test_view


urlpatterns = [path("broken/", broken)]


@override_settings(ROOT_URLCONF="suite.test_site", ALLOWED_HOSTS=["*"])
class TestViews(SimpleTestCase):
    def test_view(self):
        self.client.get("/broken/")

    def test_missing(self):
        self.assertEqual(Client().get("/nowhere/").status_code, 200)  #! TestViews.test_missing

    def test_contains(self):
        self.assertHTMLEqual("<p>a</p>", "<p>b</p>")  #! TestViews.test_contains


class TestData(TestCase):
    @classmethod
    def setUpTestData(cls):
        raise RuntimeError("no data")  #! TestData

    def test_one(self):
        pass
