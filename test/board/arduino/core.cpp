/* The core behind Arduino.h: runs setup() and loop() once. */
#include "Arduino.h"

extern "C" {
#include "board.h"
}

void setup();
void loop();

SerialPort Serial;

void SerialPort::begin(unsigned long) {
    board_init();
}

void SerialPort::write(char c) {
    board_send((uint8_t)c);
}

void SerialPort::print(const char *s) {
    while (*s)
        write(*s++);
}

void SerialPort::print(unsigned long value) {
    if (value >= 10)
        print(value / 10);
    write((char)('0' + value % 10));
}

void SerialPort::print(long value) {
    if (value < 0)
        write('-');
    print(value < 0 ? 0 - (unsigned long)value : (unsigned long)value);
}

void SerialPort::print(double value) {
    print((long)value);
}

unsigned long micros() {
    static unsigned long now;
    return now += 42;
}

void delay(unsigned long) {
}

int main() {
    setup();
    loop();
    return 0;
}
