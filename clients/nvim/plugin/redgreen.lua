-- SPDX-License-Identifier: MIT
-- Commands for what no code action says, lenses and logs. Loaded once.
if vim.g.loaded_redgreen then
  return
end
vim.g.loaded_redgreen = true

local function redgreen()
  return require('redgreen')
end

vim.api.nvim_create_user_command('RedgreenQuickfix', function()
  redgreen().quickfix()
end, { desc = "The failing test's call chain in the quickfix list" })

vim.api.nvim_create_user_command('Redgreen', function(options)
  redgreen().execute(options.args)
end, {
  nargs = 1,
  desc = 'Run a redgreen command by the name behind "redgreen."',
  complete = function(lead)
    local client = vim.lsp.get_clients({ name = 'redgreen' })[1]
    local names = {}
    local provider = client and client.server_capabilities.executeCommandProvider
    for _, id in ipairs(provider and provider.commands or {}) do
      local name = id:gsub('^redgreen%.', '')
      if vim.startswith(name, lead) then
        names[#names + 1] = name
      end
    end
    return names
  end,
})

local group = vim.api.nvim_create_augroup('redgreen.setup', {})
-- Neovim has no file type for logs, and without one no server is attached.
vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
  group = group,
  pattern = '*.log',
  callback = function(event)
    if vim.bo[event.buf].filetype == '' then
      vim.bo[event.buf].filetype = 'log'
    end
  end,
})
-- A log under any name, through a pipe (`pytest | nvim -`), or pasted into an empty buffer.
vim.api.nvim_create_autocmd({ 'BufReadPost', 'StdinReadPost', 'TextChanged', 'InsertLeave' }, {
  group = group,
  callback = function(event)
    local options = vim.bo[event.buf]
    if options.filetype .. options.buftype == '' and redgreen().looks_like_log(event.buf) then
      options.filetype = 'log'
    end
  end,
})
vim.api.nvim_create_autocmd('LspAttach', {
  group = group,
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'redgreen' then
      redgreen().attach(event.buf)
    end
  end,
})
-- Colours and folds for logs, where the grammar of pytest's output is installed.
vim.api.nvim_create_autocmd('FileType', {
  group = group,
  pattern = 'log',
  callback = function(event)
    require('redgreen.log').show(event.buf)
  end,
})
