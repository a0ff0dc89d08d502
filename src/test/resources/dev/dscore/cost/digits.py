s = '1' * 1000000
while True:
    q = float(s)
