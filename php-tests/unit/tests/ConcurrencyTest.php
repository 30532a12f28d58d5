<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Connection\Connection;
use Waybill\Tests\Support\TestCase;

/** How many requests a connection has in flight at the most: set by the merchant, told to the extension. */
final class ConcurrencyTest extends TestCase
{
    /** What the settings' form sends beside it. */
    private const FORMS = ['logistos' => ['statuses' => ['processing']], 'trackingtech' => ['status' => 'processing', 'base_url' => '']];

    public function test_until_it_is_set_a_platform_of_batches_is_asked_less_at_a_time(): void
    {
        self::assertSame([16, 64], array_map($this->told(...), $this->plugin->connections()));
    }

    public function test_what_is_saved_is_shown_and_told_to_the_extension(): void
    {
        foreach ($this->plugin->connections() as $connection) {
            foreach ([1, '64', ' 12 '] as $concurrency) {
                $answer = $this->save($connection, ['concurrency' => $concurrency]);
                self::assertSame(200, $answer->get_status(), $connection->id());
                self::assertSame((int) $concurrency, $this->told($connection), $connection->id());
                self::assertMatchesRegularExpression(sprintf('/name="concurrency" type="number" value="%d"/', $concurrency), $answer->get_data()['panel']);
            }
        }
    }

    public function test_what_is_no_such_number_gets_its_sentence_at_the_field_and_nothing_is_saved(): void
    {
        foreach ($this->plugin->connections() as $connection) {
            $before = get_option('waybill_' . $connection->id());
            foreach ([0, 65, -3, '', '8.5', 'many', '9999999999999999999'] as $concurrency) {
                $answer = $this->save($connection, ['concurrency' => $concurrency, 'resend' => '1']);
                self::assertSame(422, $answer->get_status(), "{$connection->id()}: $concurrency");
                self::assertSame('concurrency', $answer->as_error()->get_error_data()['field']);
                self::assertSame('Enter a whole number from 1 to 64.', $answer->as_error()->get_error_message());
                self::assertSame($before, get_option('waybill_' . $connection->id()), "{$connection->id()}: $concurrency");
            }
        }
    }

    public function test_a_form_that_does_not_speak_of_it_leaves_it_as_it_is_and_so_does_a_disconnection(): void
    {
        foreach ($this->plugin->connections() as $connection) {
            $this->save($connection, ['concurrency' => 3]);
            self::assertSame(200, $this->save($connection, [])->get_status());
            self::assertSame(3, $this->told($connection), $connection->id());
        }
        $this->plugin->trackingTech->close();
        self::assertSame(3, $this->told($this->plugin->trackingTech));
    }

    /** @param array<string, mixed> $values */
    private function save(Connection $connection, array $values): \WP_REST_Response
    {
        return $this->rest('POST', $connection->id() . '/settings', $values + self::FORMS[$connection->id()]);
    }

    private function told(Connection $connection): int
    {
        return $this->plugin->packer->request($connection, microtime(true))['concurrency'];
    }
}
