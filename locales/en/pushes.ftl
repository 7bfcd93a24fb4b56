# A browser that says "there is something new".
push-title = Something new
push-open = Tell me when there is something new
push-what = <b>Tell me when there is something new.</b> When there is and you have not opened this page, this device shows two words: “Something new”. Nobody who looks at it learns more. You can turn it off at any time.
push-seen = The signal goes through the server of your browser's maker (such as Google or Apple). All they learn is that this browser got a signal from this site; there is nothing in it.
push-turn-on = Turn on, on this device
push-turn-off = Turn off, on this device
push-again = Try again
push-on = <b>On, on this device.</b> When there is something and you have not opened the page, it shows “Something new”.
push-off = Turned off. This device will say nothing any more.
push-denied = Not on: the browser blocks this site's notifications. Please tap the sign beside the address, allow notifications, then try again.
push-later = Not on, as you have not allowed it in the browser. Whenever you like, try again and choose Allow.
push-home = Not on. On an iPhone or iPad, tap Share, choose “Add to Home Screen”, open Tự soi by its new icon and turn it on there. If a code is asked for there, take a link code under Devices and channels.
push-unsupported = Not on: this browser takes no notifications. Please open the page with Chrome, Edge or Firefox; inside Zalo, choose to open it in the browser.
push-failed = Not on, perhaps because of the network. Please try again in a few minutes.
