# Summary, publication and what comes back to the members.
figures-are-out = The review's overall figures are out. Have a look when it suits you.
menu-results = The cell's overall figures
