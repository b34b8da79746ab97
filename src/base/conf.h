/* .conf files: [section], key = value, comments after ";" or "#", indented lines that go on with a
 * value; read by libinih, which takes what stands behind column 198 for another line. */
#ifndef MOTE_BASE_CONF_H
#define MOTE_BASE_CONF_H

#define CONF_LINE_BYTES 198 /* at most, without the end of the line */

/* Calls take_line(user, ...) for every value; it returns 0 for what it does not know. Returns 0, or
 * the number of the first line that was not known or not understood. Longer lines are refused.
 * *line is the number of the line that take_line is called for; NULL: nobody asks. */
int conf_parse(const char *text,
               int (*take_line)(void *user, const char *section, const char *name,
                                const char *value),
               void *user, int *line);

#endif
