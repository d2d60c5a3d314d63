#!/usr/bin/env node
require('./plimsoll.js').commandLine();
