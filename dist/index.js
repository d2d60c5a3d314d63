require('./plimsoll.js').action();
