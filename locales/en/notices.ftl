# Notices: writing, confirming, sending

notice-from = <b>{ $unit }</b>
notice-title = <b>{ $title }</b>
notice-wants-answer = Please answer this notice, comrade.
notice-answer = Open to answer
notice-open = Open the notice
