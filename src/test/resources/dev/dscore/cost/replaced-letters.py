s = 'a' * 200000
t = s.replace('a', s)
