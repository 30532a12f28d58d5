<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Connection\Problem;
use Waybill\Tests\Support\TestCase;

/** A worker read a connection at its start; meanwhile the merchant changes it in another process. */
final class StaleOptionsTest extends TestCase
{
    public function test_a_pause_does_not_bring_back_a_connection_that_was_switched_off_meanwhile(): void
    {
        $this->openLogistos();
        $this->connectTrackingTech();
        foreach ([$this->plugin->logistos, $this->plugin->trackingTech] as $connection) {
            self::elsewhere($connection->close(...));
            self::assertTrue($connection->isOpen(), 'What is read is old.');
            $connection->pause(Problem::REFUSED);

            self::assertFalse($connection->isOpen(), $connection->id());
            $connection->options->refresh();
            self::assertSame([false, ''], [$connection->isOpen(), $connection->options->get('paused')], $connection->id());
        }
        self::assertSame('', $this->plugin->trackingTech->options->get('store_id'));
    }

    public function test_a_pause_keeps_the_settings_that_were_saved_meanwhile(): void
    {
        $this->openLogistos();
        $this->connectTrackingTech();
        foreach ([$this->plugin->logistos, $this->plugin->trackingTech] as $connection) {
            self::elsewhere(static fn() => $connection->options->set(['resend' => true]));
            self::assertFalse($connection->resends(), 'What is read is old.');
            $connection->pause(Problem::REFUSED);

            $connection->options->refresh();
            self::assertSame([true, Problem::REFUSED], [$connection->resends(), $connection->pausedBecause()], $connection->id());
        }
    }

    public function test_a_secret_that_was_stored_meanwhile_is_kept_with_another(): void
    {
        $options = $this->plugin->logistos->options;
        $options->setSecret('consumer_key', 'ck');
        self::elsewhere(static fn() => $options->setSecret('consumer_secret', 'cs'));
        self::assertNull($options->secret('consumer_secret'), 'What is read is old.');
        $options->setSecret('consumer_key', 'ck_2');

        self::assertSame(['ck_2', 'cs'], [$options->secret('consumer_key'), $options->secret('consumer_secret')]);
    }

    /** Does it as another process would: this one's copies of the options stay as they were. */
    private static function elsewhere(callable $change): void
    {
        $names = ['alloptions', 'waybill_logistos_secrets', 'waybill_trackingtech_secrets'];
        get_option('waybill_logistos_secrets');
        get_option('waybill_trackingtech_secrets');
        $before = wp_cache_get_multiple($names, 'options');
        $change();
        foreach ($before as $name => $value) {
            false === $value ? wp_cache_delete($name, 'options') : wp_cache_set($name, $value, 'options');
        }
    }
}
