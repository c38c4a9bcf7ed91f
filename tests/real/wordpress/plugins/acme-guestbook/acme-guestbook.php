<?php
/**
 * Plugin Name: Acme Guestbook
 * Description: For the tests: tables of its own, and no exporter.
 */
if (PHP_SAPI === 'cli') {
    echo 'What a careless plug-in prints.'; // must not break what is read from inside
}
