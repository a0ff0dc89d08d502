s = ['Aa', 'BB']
for k in range(13):
    s = [a + b for a in s for b in ['Aa', 'BB']]
while True:
    q = set(s)
