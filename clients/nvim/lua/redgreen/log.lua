-- SPDX-License-Identifier: MIT
-- Colours and folds for pytest's output, by the grammar that the server itself reads it with.
local M = {}

---Whether the parser is on 'runtimepath'; a plain copy of this folder has none.
function M.has_parser()
  return (vim.treesitter.language.add('pytest'))
end

---Highlights a log and makes its sections and failures folds, all of them open.
---@param buffer integer
function M.show(buffer)
  if not M.has_parser() or not require('redgreen').looks_like_log(buffer) then
    return
  end
  vim.treesitter.language.register('pytest', vim.bo[buffer].filetype)
  vim.treesitter.start(buffer, 'pytest')
  for _, window in ipairs(vim.fn.win_findbuf(buffer)) do
    local options = vim.wo[window][0]
    options.foldmethod = 'expr'
    options.foldexpr = 'v:lua.vim.treesitter.foldexpr()'
    options.foldlevel = 99
  end
end

return M
