<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

/** How a look at something turned out. */
enum Level: string
{
    /** As it should be, or worth knowing and no more. */
    case Good = 'ok';

    /** Orders go out, but something is not as it should be, or will not be for long. */
    case Warning = 'warning';

    /** Orders do not go out. */
    case Error = 'error';
}
