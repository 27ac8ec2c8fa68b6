if (process.env['STATE_open_statuses']) await import('./index.js');
