/* As much of the Arduino core as the sketches of `mote compile --arduino` use, on the serial line
 * of a board of the demo. The overloads are those of the core's Print class. */
#ifndef ARDUINO_H
#define ARDUINO_H

#include <stdint.h>
#include <string.h>

class SerialPort {
  public:
    void begin(unsigned long baud);
    void write(char c);
    void print(long value);
    void print(unsigned long value);
    void print(double value);
    void print(const char *s);
    void print(int value) {
        print((long)value);
    }
    void print(unsigned char value) {
        print((unsigned long)value);
    }
    template <typename T> void println(T value) {
        print(value);
        write('\n');
    }
};

extern SerialPort Serial;

unsigned long micros();
void delay(unsigned long ms);

#endif
