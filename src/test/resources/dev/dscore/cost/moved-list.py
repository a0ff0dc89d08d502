s = list(range(200000))
while s:
    del s[0]
