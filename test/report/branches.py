"""A graph in the text form whose operators read far back, so that many arrows run side by side."""
SHAPE = "int8[1,4,4,2] scale 0.5 zero 3"
print("graph branches")
print(f"%0 : {SHAPE} = input")
for i in range(1, 31):
    print(f"%{i} : {SHAPE} = add(%{i - 1}, %{max(0, i - 1 - i % 13)})")
print("output %30, %4")
