# Pictures of the published figures, and the same in words.
charts-heading = <b>{ $words }</b>
charts-line = • { $label }: { $figure }
charts-figure = about { $value }/{ $n } members ({ $low }–{ $high })
charts-none = no figures yet
charts-about = about { $value }/{ $n }
charts-range = ({ $low }–{ $high })
charts-cell = ≈{ $value }/{ $n }
charts-cell-none = –
charts-key-none = –: no figures yet
charts-key-value = about how many members
charts-key-range = from at least to at most
charts-key-cell = ≈: about how many members
charts-table = The numbers as text
charts-open = Open the picture
charts-failed = I could not draw the picture this time. All the figures are below.
