# Warnings are errors with both compilers; the list is part of the house style.
add_compile_options(
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
  -Wvla -Wformat=2 -Wundef -Wcast-qual -Wpointer-arith -Werror)
