-- SPDX-License-Identifier: MIT
-- The plug-in as a rock: `luarocks make` in this folder. Its version is that of the sources.
rockspec_format = '3.0'
package = 'redgreen'
version = 'scm-1'
source = { url = 'git+file://.' } -- where it lies; `luarocks make` fetches nothing
description = {
  summary = 'From a failing pytest to a draft fix PR',
  license = 'MIT',
  labels = { 'neovim' },
}
dependencies = { 'lua >= 5.1' }
build = {
  type = 'builtin', -- takes all of lua/ by itself
  copy_directories = { 'doc', 'lsp', 'plugin' },
}
