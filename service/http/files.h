/* The files of the API's description and its page: read once, kept as they are and as gzip, and
 * shared by everybody who is being sent one, however slowly he reads. */
#ifndef HTTP_FILES_H
#define HTTP_FILES_H

#include "base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct files;

/* Bytes that live until the last who uses them has given them back. */
struct file;

struct files *files_new(void);
/* After the last answer that was made of one. */
void files_free(struct files *files);

/* The file as it is on disk now; NULL where there is none, or more than SERVED_FILE_SIZE_MAX. */
struct file *files_take(struct files *files, const char *path);
void file_give_back(struct file *file);

size_t file_length(const struct file *file, bool packed);
/* False where gzip makes it no shorter. */
bool file_has_packed(const struct file *file);
/* Copies what stands at `offset`, at most `most` bytes; their number. */
size_t file_read(const struct file *file, bool packed, uint64_t offset, char *out, size_t most);

#endif
