s = 'a' * 500000 + 'b'
while True:
    q = s[1]
