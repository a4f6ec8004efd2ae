-- SPDX-License-Identifier: MIT
-- page - runs the nth block of Lua in docs/editors/neovim.md: what the page says is what is tested.
local here = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2))

---@param n integer
return function(n)
  local path = vim.fs.joinpath(here, '../../../docs/editors/neovim.md')
  local text = table.concat(vim.fn.readfile(path), '\n')
  local i = 0
  for block in text:gmatch('```lua\n(.-)```') do
    i = i + 1
    if i == n then
      return assert(load(block, '=' .. path))()
    end
  end
  error(path .. ' has no block ' .. n)
end
