<?php

/** Prints a compiled translation (MO) as the JSON that WordPress hands to scripts (Jed): mo-to-json.php FILE LOCALE */

declare(strict_types=1);

[, $file, $locale] = $argv;
$mo = (string) file_get_contents($file);
// After the magic number and the format's revision.
['count' => $count, 'originals' => $originals, 'translations' => $translations] = unpack('Vcount/Voriginals/Vtranslations', $mo, 8);

/** The text whose length and place stand in a table of the file. */
$text = static function (int $table, int $index) use ($mo): string {
    ['length' => $length, 'offset' => $offset] = unpack('Vlength/Voffset', $mo, $table + (8 * $index));

    return substr($mo, $offset, $length);
};

$messages = [];
for ($index = 0; $index < $count; ++$index) {
    // A plural is found by its singular; a context stands before the text, as in Jed.
    [$key] = explode("\0", $text($originals, $index));
    $messages[$key] = explode("\0", $text($translations, $index));
}
preg_match('/^Plural-Forms: (.+)$/m', $messages[''][0] ?? '', $plural);
$messages[''] = ['domain' => 'messages', 'lang' => $locale, 'plural-forms' => $plural[1] ?? ''];

// @mago-expect lint:no-unescaped-output Text for a file, not for a page.
echo json_encode(['domain' => 'messages', 'locale_data' => ['messages' => $messages]], JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
