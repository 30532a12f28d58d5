<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Waybill\Plugin;

/** What is to be done on *this* server to load the extension: the file, the ini directory, the line, the service. */
final class ExtensionAdvice
{
    public function __construct(
        private readonly string $pluginDirectory,
    ) {}

    /**
     * The steps, each a sentence and a text to copy.
     *
     * @return list<array{string, string}>
     */
    public function steps(): array
    {
        $file = $this->file();
        $fileStep = is_file($file)
            ? __('The file for this server\'s PHP is there:', 'waybill')
            : __(
                'This package holds no file for this server\'s PHP. Build it from source as the README says, or ask whoever gave you the plugin for it, and put it here:',
                'waybill',
            );

        return [
            [$fileStep, $file],
            [$this->iniSentence(), $this->iniFile()],
            [__('Write this line into it:', 'waybill'), 'extension=' . $file],
            [__('Restart PHP:', 'waybill'), $this->restart()],
        ];
    }

    /** What decides which file fits: PHP version, thread safety and processor. */
    public function build(): string
    {
        return sprintf('PHP %s, %s, %s %s', PHP_VERSION, PHP_ZTS ? 'ZTS' : 'NTS', PHP_OS_FAMILY, php_uname('m'));
    }

    /** The extension's file for this PHP, by the naming of PIE (the PHP Installer for Extensions). */
    private function file(): string
    {
        return sprintf(
            '%s/native/php_waybill-%s_php%d.%d-%s-%s-%s.so',
            $this->pluginDirectory,
            Plugin::VERSION,
            PHP_MAJOR_VERSION,
            PHP_MINOR_VERSION,
            php_uname('m'),
            'Linux' === PHP_OS_FAMILY ? 'linux-' . self::libc() : strtolower(PHP_OS_FAMILY),
            PHP_ZTS ? 'zts' : 'nts',
        );
    }

    private function iniSentence(): string
    {
        return '' === $this->scanned()
            ? __('Open the php.ini that this PHP reads:', 'waybill')
            : __('Make this file, in the directory that this PHP scans:', 'waybill');
    }

    private function iniFile(): string
    {
        $scanned = $this->scanned();

        return '' === $scanned ? (php_ini_loaded_file() ?: PHP_CONFIG_FILE_PATH . '/php.ini') : $scanned . '/30-waybill.ini';
    }

    /** The last directory that PHP scans for ini files; '' where it scans none. */
    private function scanned(): string
    {
        $directories = array_filter(explode(PATH_SEPARATOR, getenv('PHP_INI_SCAN_DIR') ?: PHP_CONFIG_FILE_SCAN_DIR));

        return rtrim((string) end($directories), '/');
    }

    private function restart(): string
    {
        $debian = is_file('/etc/debian_version');

        return match (true) {
            str_contains(PHP_SAPI, 'fpm') => 'systemctl restart ' . ($debian ? sprintf('php%d.%d-fpm', PHP_MAJOR_VERSION, PHP_MINOR_VERSION) : 'php-fpm'),
            str_contains(PHP_SAPI, 'apache') => 'systemctl restart ' . ($debian ? 'apache2' : 'httpd'),
            str_contains(PHP_SAPI, 'litespeed') => 'systemctl restart lsws',
            // translators: %s: how PHP runs here, such as "cli-server".
            default => sprintf(__('whatever runs PHP here (%s)', 'waybill'), PHP_SAPI),
        };
    }

    private static function libc(): string
    {
        return [] === (glob('/lib/ld-musl-*') ?: []) ? 'glibc' : 'musl';
    }
}
