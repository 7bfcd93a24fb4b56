# The private address of a cell's calendar, which a phone reads by itself.
calendar-link-take = A calendar that updates itself
calendar-link = <b>A calendar that updates itself.</b> Copy the address below and paste it where your calendar app subscribes to a calendar (adds one by URL). From then on, when the cell changes its meetings, your calendar follows.
calendar-link-seen = Whoever has this address sees only when and where the cell meets, nothing else. If your calendar is Google's, Google's server reads this address. Should it get about, tap “Change the address”: the old one stops working at once.
calendar-link-new = Change the address
calendar-link-stop = Stop using it
calendar-link-renewed = Changed. The old address does not work any more; please paste the new one into your calendar app.
calendar-link-stopped = The address is gone. The calendar on your device will not update itself any more.
