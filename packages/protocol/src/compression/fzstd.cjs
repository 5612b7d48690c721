// The zstd decoder for Node before 22.15, as a file of its own: see zstd-fallback.ts and docs/decisions/compression.md.
'use strict';
module.exports = require('fzstd');
