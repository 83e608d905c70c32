/* An address that has changed: goes on to the new one, with the time or the item that was asked. */
"use strict";
location.replace(document.currentScript.dataset.to + location.search + location.hash);
