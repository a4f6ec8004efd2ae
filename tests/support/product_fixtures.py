# SPDX-License-Identifier: MIT
"""Fixtures: a repository with a bug, and redgreen on both faces."""

import pytest

import product as product_module
import repositories


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory, server):
    """The shop, made once, and one run in it for the sake of what Python compiles."""
    folder = tmp_path_factory.mktemp("template") / "made"
    env = product_module.environment(folder.parent / "home")
    repositories.make_template(folder, env)
    ran = product_module.Shell(server, env)("run", folder / "shop", [repositories.TEST])
    assert ran["run"]["outcome"] == "failed"
    (folder / "shop" / ".git" / "redgreen").rename(folder / "redgreen")
    repositories.bytecode = folder / "redgreen" / "cache" / "bytecode"
    assert any(repositories.bytecode.rglob("*.pyc"))
    return folder


@pytest.fixture
def user_env(tmp_path, shop_template):
    """The environment of a user without git configuration, with pytest in VIRTUAL_ENV."""
    return product_module.environment(tmp_path / "home")


@pytest.fixture
def shop(tmp_path, shop_template, user_env):
    """The shop of tests/demo on branch dev, with the reproduction test committed."""
    return repositories.copy_template(shop_template, tmp_path, user_env)


@pytest.fixture(params=sorted(product_module.FACES))
def face(request, server, user_env):
    """The shell, then the language server."""
    made = product_module.FACES[request.param](server, user_env)
    yield made
    made.end()


@pytest.fixture
def product(face, shop):
    """redgreen on the shop."""
    return product_module.Product(face, shop.root)
